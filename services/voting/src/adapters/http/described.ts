import { describing } from '@yiwang/service-kit/openapi'

export const Described = describing({
  404: 'There is no such thing, or the caller may not see it',
  409: 'As the decision is now nobody may do this',
  412: 'It was changed since the version in If-Match',
  422: 'A rule refuses it; `type` says which',
})
