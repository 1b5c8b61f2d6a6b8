import type { Page } from '@/pages'

const page: Page = {
  path: '/gaps',
  name: 'gaps',
  need: 'read gaps',
  nav: { group: 'knowledge', order: 50, icon: 'list' },
  component: () => import('./GapsPage.vue'),
}

export default page
