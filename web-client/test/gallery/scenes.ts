import { RtcError } from '../../src/media';
import type { Conversation } from '../../src/ui/chat/conversation';
import type { FakeRoom } from '../ui/fake-room';
import { hostileNames, hostileTexts } from '../ui/hostile';

const ben = { from: 'p1', name: 'Ben' };
const cleo = { from: 'p2', name: 'Cleo' };
const ada = { from: 'me', name: 'Ada', own: true };
const fromCleo = { participant: { id: 'p2', name: 'Cleo' } };

function talk({ chat, files }: FakeRoom, conversation: Conversation): void {
  const now = Date.now() - 9 * 60_000;
  let minute = 0;
  const at = () => ({ time: now + minute++ * 45_000 });
  chat.write({ ...ben, ...at(), text: 'Good morning! The build is green again.' });
  chat.write({
    ...ben,
    ...at(),
    text: 'Notes of yesterday: https://wiki.example.org/team/standup/2026-11-20?view=full',
  });
  chat.write({ ...ada, ...at(), text: 'Thanks, I’ll read them after the call.' });
  chat.write({
    ...cleo,
    ...at(),
    text: 'Two things for today:\n– the release notes\n– who takes the Friday demo?',
  });
  chat.write({ ...cleo, ...at(), text: 'Can you take it? I am away on Friday.', to: 'me' });
  chat.write({ ...ada, ...at(), text: 'Sure, I’ll do it.', to: 'p2', toName: 'Cleo' });
  files.add({
    name: 'Release notes 2.0 (final draft).pdf',
    size: 4_812_331,
    state: 'transferring',
    transferred: 2_900_000,
    bytesPerSecond: 1_310_000,
    secondsLeft: 2,
  });
  const screenshot = new File([new Uint8Array(384_200)], 'screenshot.png', { type: 'image/png' });
  files.receivers = [ben, cleo].map(({ from, name }) => ({ id: from, name }));
  conversation.sendFiles([screenshot]);
  const [toBen, toCleo] = files.transfers.slice(-2);
  if (toBen && toCleo) {
    files.change(toBen, { state: 'done' });
    files.change(toCleo, {
      state: 'transferring',
      transferred: 201_000,
      bytesPerSecond: 96_000,
      secondsLeft: 2,
    });
  }
  chat.write({ ...ada, text: 'There is the screenshot.', time: Date.now(), state: 'sending' });
}

/** A card of each state. */
function everyState({ files, chat }: FakeRoom): void {
  chat.write({ ...ben, text: 'Files coming' });
  const moving = { size: 48_000_000, transferred: 21_400_000, bytesPerSecond: 3_200_000, secondsLeft: 8.3 };
  files.add({ name: 'agenda.txt', mime: 'text/plain', size: 812 });
  files.add({ name: 'recording.webm', mime: 'video/webm', state: 'transferring', ...moving });
  files.add({ name: 'song.mp3', mime: 'audio/mpeg', state: 'paused', pausedBy: 'us', ...moving });
  files.add({
    ...fromCleo,
    name: 'photos.zip',
    mime: 'application/zip',
    state: 'paused',
    pausedBy: 'them',
    ...moving,
  });
  files.add({ name: 'backup.tar', mime: '', state: 'interrupted', ...moving });
  files.add({ name: 'table.csv', mime: 'text/csv', state: 'verifying', size: 90_000, transferred: 90_000 });
  files.add({ name: 'budget.xlsx', mime: '', state: 'done', size: 90_000, blob: new Blob(['x']) });
  files.add({ name: 'unwanted.bin', mime: '', state: 'declined' });
  files.add({ name: 'half.iso', mime: '', state: 'cancelled', size: 4_700_000_000 });
  files.add({
    name: 'damaged.png',
    mime: 'image/png',
    state: 'failed',
    error: new RtcError('file-damaged', ''),
  });
  for (const state of ['offered', 'transferring', 'done', 'declined', 'cancelled', 'failed'] as const)
    files.add({
      direction: 'out',
      name: `mine-${state}.pdf`,
      state,
      ...moving,
      error: state === 'failed' ? new RtcError('participant-left', '') : undefined,
    });
  files.add({
    direction: 'out',
    name: 'mine-waiting.pdf',
    state: 'interrupted',
    stranger: { id: 'p9', name: 'Ben' },
    ...moving,
  });
  const failed = chat.write({ ...ada, text: 'This one did not get through.', state: 'sending' });
  chat.change(failed.key, { state: 'failed', error: new RtcError('unreachable', '') });
}

function closed({ chat, files }: FakeRoom): void {
  for (let i = 0; i < 11; i++) chat.write({ ...cleo, text: `Message ${i + 1}` });
  chat.write({
    ...ben,
    text: 'Have a look at this when you have a minute, it changes what we agreed on yesterday about the release.',
    to: 'me',
  });
  files.add({ name: 'Release notes 2.0 (final draft, with everybody’s comments).pdf', size: 4_812_331 });
  files.change(files.add({ ...fromCleo, name: 'photo.jpg', state: 'verifying' }), { state: 'done' });
}

function hostile(fake: FakeRoom, conversation: Conversation): void {
  for (const name of hostileNames) fake.enter(name, name, true, 'joined');
  for (const [index, text] of hostileTexts.entries())
    fake.chat.write({
      from: `h${index}`,
      name: hostileNames[index % hostileNames.length] ?? '',
      text,
      to: index % 3 === 0 ? 'me' : undefined,
    });
  for (const name of hostileNames) fake.files.add({ name, participant: { id: 'h', name }, state: 'offered' });
  conversation.recipient.value = { id: hostileNames[0] ?? '', name: hostileNames[0] ?? '' };
  conversation.draft.value = 'W'.repeat(8012);
}

/** Somebody whose token lacks the right to write. */
function reader({ chat, files }: FakeRoom): void {
  chat.write({ ...ben, text: 'Good morning, everybody.' });
  files.add({ name: 'agenda.txt', mime: 'text/plain', size: 812 });
}

export const scenes = { reader, talk, files: everyState, closed, hostile, empty: () => undefined };
export type Scene = keyof typeof scenes;
