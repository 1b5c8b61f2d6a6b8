import type { Schemas } from '@/api/client'
import { can } from '@/session'

export type Role = Schemas['PeopleUser']['roles'][number]

export const roles: Role[] = ['agent', 'expert', 'editor', 'publisher', 'supervisor', 'admin']

/** For the boxes of a form: each role that one may give, with what it is for. */
export const roleOptions = (t: (key: string) => string) =>
  roles
    .filter((role) => role !== 'admin' || can('manage admins'))
    .map((value) => ({ value, label: t(`role.${value}`), hint: t(`people.about.${value}`) }))

/** Whether one may change somebody, or a key, with these roles. */
export const mayChange = (theirs: Role[]) => !theirs.includes('admin') || can('manage admins')
