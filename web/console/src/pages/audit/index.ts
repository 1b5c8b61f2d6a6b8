import type { Page } from '@/pages'

export default {
  path: '/audit',
  name: 'audit',
  need: 'read audit',
  nav: { group: 'admin', order: 30, icon: 'list' },
  component: () => import('./AuditPage.vue'),
} satisfies Page
