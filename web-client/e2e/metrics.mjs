// What /metrics says.

import { check } from './check.mjs';

/** The gauges whose names match, by name and labels. */
export async function gauges(server, names) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const found = {};
  const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]));
  for (const [, name, labels, value] of text.matchAll(/^([a-z_]+)(\{[^}]*\})? (\S+)$/gm))
    if (kinds.get(name) === 'gauge' && names.test(name)) found[name + (labels ?? '')] = Number(value);
  return found;
}

/** The first sample of a metric. */
export async function metric(server, name) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`));
  check(line, `there is no metric ${name}`);
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}
