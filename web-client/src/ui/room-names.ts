const moods =
  'amber bold brisk calm clear cosy crisp early fair fond free fresh gentle glad golden happy keen kind lively lucky mellow merry mild neat noble proud quick quiet ready shiny silver smart snug solid sunny swift tidy vivid warm wise'.split(
    ' ',
  );
const things =
  'acorn anchor aspen badger beacon birch bridge brook canyon cedar comet coral crane delta dune ember falcon fern fjord forest garden harbor heron island juniper lagoon lantern lark maple meadow otter pebble pine raven reef river robin sparrow summit tulip valley willow'.split(
    ' ',
  );

/** A room name that can be read out on the phone, from random numbers in [0, 1). */
export function friendlyRoomName(random: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? '';
  const number = 100 + Math.floor(random() * 900);
  return `${pick(moods)}-${pick(moods)}-${pick(things)}-${number}`;
}

/** Randomness that cannot be guessed: the name of a room is its only secret in an open server. */
export function secureRandom(): number {
  const [value] = crypto.getRandomValues(new Uint32Array(1));
  return (value ?? 0) / 2 ** 32;
}
