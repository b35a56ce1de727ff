/** Bytes, speeds and times in the units and the language of people. */
import { regional } from '../i18n';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
type Unit = (typeof units)[number];

function scaled(bytes: number): { value: number; unit: Unit } {
  let value = Math.max(0, bytes);
  let index = 0;
  // 999.95 kB would be written as 1,000 kB.
  while (value >= (index === 0 ? 1000 : 999.95) && index < units.length - 1) {
    value /= 1000;
    index++;
  }
  return { value, unit: units[index] ?? 'byte' };
}

function format(value: number, unit: string, unitDisplay: 'short' | 'long' = 'short'): string {
  return new Intl.NumberFormat(regional(), {
    style: 'unit',
    unit,
    unitDisplay,
    maximumFractionDigits: unit.startsWith('byte') || value >= 100 ? 0 : 1,
  }).format(value);
}

export function formatBytes(bytes: number): string {
  const { value, unit } = scaled(bytes);
  return format(value, unit, unit === 'byte' ? 'long' : 'short');
}

export function formatSpeed(bytesPerSecond: number): string {
  const { value, unit } = scaled(bytesPerSecond);
  return format(value, `${unit}-per-second`);
}

export function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return format(whole, 'second');
  if (whole < 3570) return format(Math.round(whole / 60), 'minute');
  const minutes = Math.round(whole / 60);
  const hours = format(Math.floor(minutes / 60), 'hour');
  return minutes % 60 === 0 || minutes > 600 ? hours : `${hours} ${format(minutes % 60, 'minute')}`;
}

export function formatTime(time: number): string {
  return new Intl.DateTimeFormat(regional(), { hour: '2-digit', minute: '2-digit' }).format(time);
}

export function formatMoment(time: number): string {
  return new Intl.DateTimeFormat(regional(), { dateStyle: 'full', timeStyle: 'medium' }).format(time);
}
