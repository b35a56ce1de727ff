// Runs inside a network namespace: connections to a Unix socket, which is a file and therefore everywhere, come out at a
// port of the namespace's own 127.0.0.1.
//
//   node door.mjs SOCKET PORT

import { connect, createServer } from 'node:net';
import { couple } from './couple.mjs';

const [socket, port] = process.argv.slice(2);
createServer((client) => couple(client, connect(Number(port), '127.0.0.1'))).listen(socket, () => {
  process.stdout.write('open\n');
});
process.on('SIGTERM', () => process.exit(0));
