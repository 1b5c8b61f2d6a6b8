import type { Page } from '@/pages'

const one = () => import('./ArticlePage.vue')

const page: Page = {
  path: '/articles',
  name: 'articles',
  need: 'read knowledge',
  nav: { group: 'knowledge', order: 10, icon: 'book' },
  component: () => import('./ArticlesPage.vue'),
  children: [
    { path: 'new', name: 'articles.new', component: one },
    { path: ':id', name: 'articles.one', component: one, props: true },
  ],
}

export default page
