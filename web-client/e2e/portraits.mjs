// Cameras for screenshots: drawn people before a soft background, so that a picture of a call looks like one.

/** Draws person `id` (1 to 4) at a time in seconds; whole in itself, because it travels into the page as text. */
export function portrait(context, id, seconds, width, height) {
  const people = [
    {
      wall: ['#ffe6cc', '#cf9d77'],
      skin: '#f3bd95',
      shade: '#d09c7a',
      hair: '#42200f',
      top: '#1d5a6b',
      long: true,
    },
    {
      wall: ['#d7e6f0', '#7596b0'],
      skin: '#94603f',
      shade: '#7a4d31',
      hair: '#1c1716',
      top: '#d99a3a',
      long: false,
    },
    {
      wall: ['#e6efda', '#83a077'],
      skin: '#f7cfb0',
      shade: '#dcae8d',
      hair: '#a85c28',
      top: '#5c3c78',
      long: true,
    },
    {
      wall: ['#ecdcee', '#8d6f9b'],
      skin: '#c98f68',
      shade: '#a97550',
      hair: '#33333b',
      top: '#3d6f51',
      long: false,
    },
  ];
  const person = people[(id - 1) % people.length];
  const phase = seconds * 2 + id;
  const unit = height;
  const wall = context.createLinearGradient(0, 0, 0, height);
  wall.addColorStop(0, person.wall[0]);
  wall.addColorStop(1, person.wall[1]);
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  context.save();
  context.translate(
    width / 2 + Math.sin(phase) * unit * 0.012,
    height / 2 + Math.cos(phase * 1.7) * unit * 0.005,
  );
  const ellipse = (x, y, rx, ry, colour) => {
    context.fillStyle = colour;
    context.beginPath();
    context.ellipse(x * unit, y * unit, rx * unit, ry * unit, 0, 0, 2 * Math.PI);
    context.fill();
  };
  for (let light = 0; light < 5; light++) {
    const x = (((light * 0.37 + id * 0.21) % 1) - 0.5) * 1.8;
    ellipse(x, -0.35 + ((light * 0.29 + id * 0.13) % 0.5), 0.13, 0.13, 'rgba(255, 246, 226, 0.35)');
  }
  if (person.long) ellipse(0, 0.02, 0.205, 0.3, person.hair);
  ellipse(0, 0.62, 0.46, 0.34, person.top);
  ellipse(0, 0.24, 0.075, 0.14, person.shade);
  ellipse(0, -0.13, 0.172, 0.19, person.hair);
  ellipse(0, -0.04, 0.142, 0.195, person.skin);
  ellipse(-0.02, -0.2, 0.13, 0.06, person.hair);
  const open = Math.sin(phase * 1.3) > -0.97 ? 0.015 : 0.002;
  for (const side of [-1, 1]) {
    ellipse(side * 0.055, -0.06, 0.012, open, '#201a1a');
    ellipse(side * 0.055, -0.1, 0.028, 0.006, person.hair);
  }
  context.fillStyle = '#b44f4c';
  context.beginPath();
  context.ellipse(0, 0.055 * unit, 0.045 * unit, 0.026 * unit, 0, 0, Math.PI);
  context.fill();
  context.restore();
}
