import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * The path of the browser that the tests drive: $BATON_TEST_CHROMIUM, or what the PATH has, or what apt-get installs where
 * that is possible. Tests are never skipped for want of a browser: without one this throws and says what to do.
 */
export function chromium(): string {
  const named = process.env.BATON_TEST_CHROMIUM
  if (named) {
    if (!runnable(named)) throw new Error(`BATON_TEST_CHROMIUM is ${named}, which is not a program`)
    return named
  }
  const found = onPath() ?? install()
  if (found) return found
  throw new Error(
    `The browser tests need Chromium, and none of ${names.join(', ')} is on the PATH. Install it ` +
      '(Debian: apt-get install chromium) or name one with BATON_TEST_CHROMIUM=/path/to/it.',
  )
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(runnable)
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Installs Debian's package where this may be done, patiently: mirrors have bad minutes. */
function install(): string | undefined {
  if (process.getuid?.() !== 0 || apt('--version') !== 0) return undefined
  console.error('There is no Chromium here; installing it with apt-get.')
  for (let attempt = 1; attempt <= 3 && !onPath(); attempt++) {
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
  }
  return onPath()
}

function apt(...args: string[]): number | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', ['-q', '-o', 'Acquire::Retries=3', ...args], { stdio: ['ignore', 2, 2], env, timeout: 300_000 }).status
}
