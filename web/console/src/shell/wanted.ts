/** Where to go after signing in: only ever a path of this console, never another site. */
export function wanted(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}
