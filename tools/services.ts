/** The services of the platform, in the order in which they know of each other. */
export const services = ['directory', 'intake', 'dispatch', 'sla', 'notify', 'voting'] as const
export type ServiceName = (typeof services)[number]
