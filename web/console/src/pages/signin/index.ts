import type { Page } from '@/pages'

export default { path: '/signin', name: 'signin', component: () => import('./SigninPage.vue') } satisfies Page
