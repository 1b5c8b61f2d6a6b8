import type { Page } from '@/pages'

export default {
  path: '/webhooks',
  name: 'webhooks',
  need: 'read webhooks',
  nav: { group: 'admin', order: 20, icon: 'link' },
  component: () => import('./WebhooksPage.vue'),
} satisfies Page
