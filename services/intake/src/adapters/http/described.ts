import { describing } from '@yiwang/service-kit/openapi'

export const Described = describing({
  404: 'There is no such thing, or the caller may not see it',
  413: 'The file is larger than 10 MB',
  415: 'The body or the file is of a type that is not taken',
  422: 'A rule refuses it; `type` says which',
})
