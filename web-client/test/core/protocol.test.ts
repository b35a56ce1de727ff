import { describe, expect, it } from 'vitest';
import specification from '../../../docs/protocol.md?raw';
import { errorOfClose, RtcError, serverErrorCodes } from '../../src/core/errors';
import { parseServerMessage } from '../../src/core/protocol';
import { welcome } from '../fake-server';

/** The first column of the table under a heading of the specification. */
function tableOf(heading: string): string[] {
  const section = specification.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1] ?? '');
}

describe('parseServerMessage', () => {
  it('knows every message of the specification', () => {
    const types = tableOf('From the server');
    expect(types).toContain('welcome');
    for (const type of types)
      expect(parseServerMessage(JSON.stringify({ type })).kind, type).not.toBe('unknown');
  });

  it('accepts a whole message and ignores unknown fields', () => {
    const parsed = parseServerMessage(JSON.stringify({ ...welcome, extra: 1 }));
    expect(parsed).toEqual({ kind: 'message', message: { ...welcome, extra: 1 } });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '{}',
    '{"type":1}',
    '{"type":"answer","seq":1}',
    '{"type":"slots","seq":1,"slots":[{"mid":1}]}',
    '{"type":"slots","seq":1,"slots":{}}',
    '{"type":"layers","seq":"1","track":"t","rids":[]}',
    '{"type":"participant-joined","seq":1,"participant":{"id":"a","name":"b","connection":"connected"}}',
  ])('calls %s malformed', (text) => {
    expect(parseServerMessage(text).kind).toBe('malformed');
  });

  it('is not fooled by names of Object.prototype', () => {
    expect(parseServerMessage('{"type":"constructor"}').kind).toBe('unknown');
    expect(parseServerMessage('{"type":"__proto__","seq":3}')).toEqual({
      kind: 'unknown',
      type: '__proto__',
      seq: 3,
    });
  });

  it('takes an error code that it does not know for an internal one', () => {
    const parsed = parseServerMessage('{"type":"error","code":"new","message":"m","retryable":true}');
    expect(parsed).toMatchObject({ kind: 'message', message: { code: 'internal' } });
  });
});

describe('errors', () => {
  it('are those of the specification', () => {
    expect(tableOf('Errors').sort()).toEqual([...serverErrorCodes].sort());
  });

  it('end the session and can be retried where the specification says so', () => {
    const section = specification.split('## Errors\n')[1] ?? '';
    for (const code of serverErrorCodes) {
      const row = new RegExp(`\\| \`${code}\` \\| (yes|no) \\| (yes|no) \\|`).exec(section);
      const { endsSession, retryable } = new RtcError(code, '');
      expect([endsSession, retryable], code).toEqual([row?.[1] === 'yes', row?.[2] === 'yes']);
    }
  });

  it('leave a dropped socket to be resumed', () => {
    expect(errorOfClose(1006, '')).toBeUndefined();
    expect(errorOfClose(1008, 'silent')).toBeUndefined();
  });
});
