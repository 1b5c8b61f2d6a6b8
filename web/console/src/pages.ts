import type { RouteComponent, RouteRecordRaw } from 'vue-router'
import { can, type Permission } from './session'
import type { IconName } from './ui/icons'

export type NavGroup = 'work' | 'knowledge' | 'lead' | 'admin'

/** What the index.ts of a folder in pages/ exports. Its title is the text `<name>.title`. */
export interface Page {
  path: string
  name: string
  /** Who may see it; without it, everybody who is signed in. */
  need?: Permission
  /** Where it stands in the navigation; without it, nowhere. */
  nav?: { group: NavGroup; order: number; icon?: IconName }
  /** Says whether somebody who asked for no page should start here just now; the first page that wants it gets it. */
  startHere?: () => Promise<boolean>
  component: () => Promise<RouteComponent | { default: RouteComponent }>
  children?: RouteRecordRaw[]
}

const found = import.meta.glob<Page>('./pages/*/index.ts', { eager: true, import: 'default' })

export const pages: Page[] = Object.values(found)

export const groups: NavGroup[] = ['work', 'knowledge', 'lead', 'admin']

export function pagesOf(group: NavGroup): Page[] {
  return pages
    .filter((page) => page.nav?.group === group && (!page.need || can(page.need)))
    .sort((a, b) => a.nav!.order - b.nav!.order)
}

/** Where somebody starts who did not ask for a page. */
export async function startPage(): Promise<string> {
  for (const page of pages) {
    if (page.startHere && (!page.need || can(page.need)) && (await page.startHere())) return page.name
  }
  return groups.flatMap(pagesOf)[0]?.name ?? 'account'
}
