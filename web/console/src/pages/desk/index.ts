import type { Page } from '@/pages'

const page: Page = {
  path: '/desk',
  name: 'desk',
  need: 'read own queues',
  nav: { group: 'work', order: 10, icon: 'chat' },
  component: () => import('./DeskPage.vue'),
}

export default page
