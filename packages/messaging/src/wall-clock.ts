/** Kafka, its retention and what is kept because of it run on real time, also where the service runs on a demo clock. */
export const wallClock = { now: (): Date => new Date() }
