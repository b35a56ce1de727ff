import { visible } from './text';

/** A colour and initials made from a name. */
export function initialsOf(name: string): string {
  const words = visible(name).trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toLocaleUpperCase();
}

export function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}

export function Avatar({ name }: { name: string }) {
  return (
    <span class="avatar" style={{ '--hue': String(hueOf(name)) }} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
