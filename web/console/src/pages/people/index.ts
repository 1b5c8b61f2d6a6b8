import type { Page } from '@/pages'

export default {
  path: '/people',
  name: 'people',
  need: 'manage people',
  nav: { group: 'admin', order: 10, icon: 'people' },
  component: () => import('./PeoplePage.vue'),
} satisfies Page
