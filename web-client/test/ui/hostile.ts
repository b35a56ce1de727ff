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
  'https://xn--pple-43d.example/ https://\u0430pple.example/x',
];
