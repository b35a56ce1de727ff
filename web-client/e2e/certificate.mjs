// A certificate of an authority of its own, for a server that browsers reach by this name.

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './check.mjs';
import { runCommand } from './lifetime.mjs';

/**
 * @returns PEM files for the server, the authority's for clients, and the key's SHA-256 in Base64 for browsers
 */
export async function makeCertificate(folder, host) {
  const file = (name) => join(folder, name);
  const openssl = async (...args) => {
    const { code, stderr } = await runCommand('openssl', args);
    check(code === 0, `openssl ${args[0]}: ${stderr}`);
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', file('ca-key.pem'), '-out', file('ca.pem'), '-days', '2'],
    ...['-subj', '/CN=Parley lab authority', '-addext', 'basicConstraints=critical,CA:true'],
  );
  await openssl(
    ...['req', ...newKey, '-keyout', file('key.pem'), '-out', file('request.pem'), '-subj', `/CN=${host}`],
  );
  writeFileSync(file('extensions'), `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\n`);
  await openssl(
    ...['x509', '-req', '-in', file('request.pem'), '-CA', file('ca.pem'), '-CAkey', file('ca-key.pem')],
    ...['-CAcreateserial', '-days', '2', '-extfile', file('extensions'), '-out', file('leaf.pem')],
  );
  const leaf = readFileSync(file('leaf.pem'));
  writeFileSync(file('chain.pem'), Buffer.concat([leaf, readFileSync(file('ca.pem'))]));
  const key = new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'der' });
  return {
    chainFile: file('chain.pem'),
    keyFile: file('key.pem'),
    authorityFile: file('ca.pem'),
    spki: createHash('sha256').update(key).digest('base64'),
  };
}
