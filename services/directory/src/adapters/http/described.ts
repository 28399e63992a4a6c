import { describing } from '@yiwang/service-kit/openapi'

export const Described = describing({
  404: 'There is no such thing, or the caller may not see it',
  409: 'The present state does not allow it; `type` says why',
  422: 'A rule refuses it; `type` says which',
})
