import { promisify } from "node:util";
import { brotliDecompress, gunzip, gunzipSync, inflate } from "node:zlib";

const smallBytes = 65_536; // below this a thread costs more than the work

/**
 * A body as it was before it was compressed.
 *
 * @param maxBytes a body that grows beyond this is refused: a few kilobytes can hold gigabytes
 * @throws Error if it is damaged, too large, or compressed in another way than gzip, deflate or br
 */
export async function decoded(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes };
  switch (encoding?.toLowerCase() ?? "identity") {
    case "identity":
    case "":
      return body;
    case "gzip":
    case "x-gzip":
      return body.length < smallBytes ? gunzipSync(body, options) : promisify(gunzip)(body, options);
    case "deflate":
      return promisify(inflate)(body, options);
    case "br":
      return promisify(brotliDecompress)(body, options);
    default:
      throw new Error(`content-encoding ${encoding} is not gzip, deflate or br`);
  }
}
