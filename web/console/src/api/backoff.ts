/** Milliseconds to wait after so many failures: half a second at first, doubled up to 15 s, with up to half of it by chance. */
export function backoff(failures: number, chance = Math.random()): number {
  const most = Math.min(15_000, 500 * 2 ** Math.min(failures, 10))
  return most / 2 + (most / 2) * chance
}
