/**
 * Storage that never throws. A browser may refuse localStorage altogether or be full: then what is written lives as long
 * as the page.
 */
export class Store {
  private spare = new Map<string, string>()

  constructor(
    private area: Storage | undefined,
    readonly prefix: string,
  ) {}

  get(name: string): string | null {
    try {
      return this.spare.get(name) ?? this.area?.getItem(this.prefix + name) ?? null
    } catch {
      return null
    }
  }

  set(name: string, value: string): void {
    try {
      if (!this.area) throw 0
      this.area.setItem(this.prefix + name, value)
      this.spare.delete(name)
    } catch {
      this.spare.set(name, value)
    }
  }

  remove(name: string): void {
    this.spare.delete(name)
    try {
      this.area?.removeItem(this.prefix + name)
    } catch {
      // nothing was kept there
    }
  }

  /** names that begin with `start`, sorted. */
  names(start: string): string[] {
    const found = new Set([...this.spare.keys()].filter((name) => name.startsWith(start)))
    try {
      for (let i = 0; i < (this.area?.length ?? 0); i++) {
        const key = this.area?.key(i)
        if (key?.startsWith(this.prefix + start)) found.add(key.slice(this.prefix.length))
      }
    } catch {
      // as above
    }
    return [...found].sort()
  }

  /** read gives back what write kept, or undefined when there is nothing or somebody else has changed it. */
  read<T>(name: string): T | undefined {
    try {
      const value: unknown = JSON.parse(this.get(name) ?? 'null')
      return typeof value === 'object' && value !== null ? (value as T) : undefined
    } catch {
      return undefined
    }
  }

  write(name: string, value: object): void {
    this.set(name, JSON.stringify(value))
  }

  clear(): void {
    for (const name of this.names('')) this.remove(name)
  }
}

/** browserStorage is localStorage, or undefined where it is forbidden. */
export function browserStorage(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}
