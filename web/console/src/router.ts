import { nextTick } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { Problem } from './api/problem'
import { t } from './i18n'
import { pages, startPage } from './pages'
import { can, me } from './session'
import { wanted } from './shell/wanted'
import { toast } from './ui/toast'

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    { path: '/', name: 'start', component: () => import('./shell/NotFound.vue') },
    ...pages.map((page) => ({
      path: page.path,
      name: page.name,
      component: page.component,
      children: page.children ?? [],
      meta: { page: page.name, need: page.need },
    })),
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./shell/NotFound.vue') },
  ],
})

router.beforeEach(async (to) => {
  if (to.name === 'signin') return me.value ? wanted(to.query.next) : true
  if (!me.value) return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (to.meta.need && !can(to.meta.need)) return { name: 'nowhere', params: { rest: ['not-permitted'] } }
  return to.name === 'start' ? { name: await startPage(), replace: true } : true
})

router.afterEach((to, from) => {
  titleOf(to.meta.page)
  if (from.matched.length && to.meta.page !== from.meta.page) {
    void nextTick(() => document.getElementById('main')?.focus({ preventScroll: true }))
  }
})

// After an update the files of the old pages are gone: load the new console, if there is a server to load it from.
router.onError(async (error, to, from) => {
  const there = await fetch('/console/', { method: 'HEAD' }).then((r) => r.ok, () => false)
  if (there && from.matched.length) location.assign(router.resolve(to.fullPath).href)
  else toast.problem(there ? error : Problem.unreachable())
})

export function titleOf(page: string | undefined) {
  document.title = page ? `${t(`${page}.title`)} · Baton` : 'Baton'
}

declare module 'vue-router' {
  interface RouteMeta {
    page?: string
    need?: import('./session').Permission
  }
}
