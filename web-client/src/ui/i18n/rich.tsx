import type { ComponentChildren } from 'preact';
import type { MessageKey } from '.';
import { t } from '.';

/** A message with nodes for its parameters: a name in a `bdi` does not reorder the words around it. */
export function Rich({ id, parts }: { id: MessageKey; parts: Readonly<Record<string, ComponentChildren>> }) {
  return (
    <>
      {t(id)
        .split(/(\{\w+\})/)
        .map((piece) => (piece.startsWith('{') ? (parts[piece.slice(1, -1)] ?? piece) : piece))}
    </>
  );
}
