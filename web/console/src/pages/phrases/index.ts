import type { Page } from '@/pages'

const page: Page = {
  path: '/phrases',
  name: 'phrases',
  need: 'read knowledge',
  nav: { group: 'knowledge', order: 20, icon: 'quote' },
  component: () => import('./PhrasesPage.vue'),
  children: [{ path: ':id', name: 'phrases.one', component: () => import('./PhrasePage.vue'), props: true }],
}

export default page
