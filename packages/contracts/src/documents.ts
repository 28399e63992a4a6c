export { asyncApiDocument } from './asyncapi.ts'
export { eventsPage } from './events-page.ts'
export type { Comments } from './json-schema.ts'
