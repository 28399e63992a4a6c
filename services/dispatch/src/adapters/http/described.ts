import { describing } from '@yiwang/service-kit/openapi'

export const Described = describing({
  404: 'There is no such case, or the caller may not see it',
  409: 'As the case is now nobody may do this; says who changed it last, when, and its state',
  412: 'It was changed since the version in If-Match',
  422: 'A rule refuses it; `type` says which',
})
