/** What a student has chosen on this device. Storage may be full or forbidden: then nothing is remembered. */

const PREFIX = "exam-simulation.";

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // It is only a preference.
  }
}
