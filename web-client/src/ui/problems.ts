/** Words for every error: cause, remedy and, for permissions, the steps in this browser. */
import type { RtcErrorCode } from '../media';
import type { MessageKey } from './i18n';
import { t } from './i18n';

export type Browser = 'chromium' | 'firefox' | 'safari';

export function browserOf(userAgent: string): Browser {
  if (/firefox|fxios/i.test(userAgent)) return 'firefox';
  return /safari/i.test(userAgent) && !/chrom(e|ium)|crios|edg/i.test(userAgent) ? 'safari' : 'chromium';
}

export interface Explanation {
  readonly title: string;
  readonly remedy: string;
}

export function explain(code: RtcErrorCode, device?: 'microphone' | 'camera' | 'both'): Explanation {
  const title: MessageKey = `error.${code}.title`;
  const remedy: MessageKey = `error.${code}.remedy`;
  const name = device ? t(`device.${device}`) : '';
  // "your camera" within an English sentence, but German nouns keep their capital.
  const inSentence = document.documentElement.lang === 'en' ? name.toLowerCase() : name;
  const steps = code === 'permission-denied' ? ` ${t(`steps.${browserOf(navigator.userAgent)}`)}` : '';
  return { title: t(title, { device: inSentence }), remedy: t(remedy) + steps };
}
