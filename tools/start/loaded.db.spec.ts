import { testDatabase } from '@yiwang/testing'
import { loadedInto, rememberLoaded } from './loaded.ts'

it('what was loaded is known of the database that it was loaded into, and of no other', async () => {
  const [one, another] = await Promise.all([testDatabase('sla'), testDatabase('sla')])
  expect(await loadedInto(one.url)).toBeUndefined()
  await rememberLoaded(one.url, "the district's folder abc")
  expect(await loadedInto(one.url)).toBe("the district's folder abc")
  expect(await loadedInto(another.url)).toBeUndefined()
  await Promise.all([one.drop(), another.drop()])
})
