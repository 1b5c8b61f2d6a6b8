import type { Page } from '@/pages'

const page: Page = {
  path: '/try',
  name: 'try',
  need: 'read knowledge',
  nav: { group: 'knowledge', order: 40, icon: 'question' },
  component: () => import('./TryPage.vue'),
}

export default page
