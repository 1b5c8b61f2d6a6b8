import type { Page } from '@/pages'

const one = () => import('./TermPage.vue')

const page: Page = {
  path: '/terms',
  name: 'terms',
  need: 'read knowledge',
  nav: { group: 'knowledge', order: 30, icon: 'word' },
  component: () => import('./TermsPage.vue'),
  children: [
    { path: 'new', name: 'terms.new', component: one },
    { path: ':id', name: 'terms.one', component: one, props: true },
  ],
}

export default page
