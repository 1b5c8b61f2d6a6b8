import type { Page } from '@/pages'

export default {
  path: '/overview',
  name: 'overview',
  need: 'read all conversations',
  nav: { group: 'lead', order: 10, icon: 'gauge' },
  component: () => import('./OverviewPage.vue'),
} satisfies Page
