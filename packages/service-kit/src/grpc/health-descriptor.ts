import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { service as healthService } from 'grpc-health-check'

/** The files that describe gRPC health, for reflection. */
export function healthDescriptors(): Buffer[] {
  const encoded = healthService['Check']?.requestType.fileDescriptorProtos ?? []
  return encoded.map((bytes) => {
    const file = fromBinary(FileDescriptorProtoSchema, bytes)
    nameMapEntries(file)
    return Buffer.from(toBinary(FileDescriptorProtoSchema, file))
  })
}

/** The loader names a map's entries after the map (`Statuses`); only `StatusesEntry` is valid, and grpcurl refuses anything else. */
function nameMapEntries({ messageType }: FileDescriptorProto): void {
  for (const { field: fields, nestedType } of messageType) {
    for (const entry of nestedType.filter(({ options, name }) => options?.mapEntry && !name.endsWith('Entry'))) {
      const entryName = `${entry.name}Entry`
      for (const field of fields) if (field.typeName === entry.name) field.typeName = entryName
      entry.name = entryName
    }
  }
}
