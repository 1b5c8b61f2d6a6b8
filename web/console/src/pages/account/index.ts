import type { Page } from '@/pages'

export default { path: '/account', name: 'account', component: () => import('./AccountPage.vue') } satisfies Page
