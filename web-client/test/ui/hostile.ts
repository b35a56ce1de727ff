/** What somebody might call themselves, a file or a message. */
export const hostileNames = [
  '<img src=x onerror="window.broken=1">',
  'invoice\u202efdp.exe',
  '"><script>window.broken=1</script>',
  'a\u0000b\u0007c\nd',
  '../../etc/passwd',
  'W'.repeat(255),
  '{name}{file}',
  'שלום עולם.pdf',
  'M'.repeat(300),
  'one\r\ntwo\u2028three\u2029four',
  'Ben\u200b\ufeff\u2060\u00ad',
  '\u200d',
  '\u3164',
  '\u2067Ben\u2069 (host)\u202e',
  'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034d',
  '&lt;b&gt;Ben&lt;/b&gt;',
];

export const hostileTexts = [
  '<img src=x onerror="window.broken=1"><b>bold</b>',
  'javascript:window.broken=1 JaVaScRiPt://example.org/%0awindow.broken=1',
  'data:text/html,<script>window.broken=1</script>',
  'W'.repeat(8000),
  '\u202ethis is turned around https://example.org/\u202egnp.exe',
  'http://good.example@evil.example/ vbscript:x file:///etc/passwd ftp://example.org/',
  'https://example.org/"onmouseover="window.broken=1',
  `${'line\n'.repeat(60)}end`,
  '&lt;b&gt; &amp; \u0000 \u0007',
  '\u2067\u202dmixed\u202c\u2069 \u200b\u200b\u200b',
  '\n'.repeat(3000),
  'https://xn--pple-43d.example/ https://\u0430pple.example/x',
];
