import CDeflate

/// Whole answers in gzip (RFC 1952). What Slotboard caches is compressed once and sent many times.
public enum Gzip {
    /// libdeflate's levels go from 1 to 12. A week's board of 3.5 kB takes 432 bytes at 6, and 20 µs.
    private static let level: Int32 = 6

    /// Compresses `bytes`; the same bytes always give the same answer.
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        guard let compressor = libdeflate_alloc_compressor(level) else { preconditionFailure("out of memory") }
        defer { libdeflate_free_compressor(compressor) }
        let bound = libdeflate_gzip_compress_bound(compressor, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            count = libdeflate_gzip_compress(compressor, bytes, bytes.count, buffer.baseAddress, bound)
            // Zero would say that the bound was too small.
            precondition(count > 0, "the bound that libdeflate names is enough")
        }
    }

    /// The bytes behind `compressed`, `length` of them; nil where it is not gzip of so many bytes.
    public static func decompress(_ compressed: [UInt8], length: Int) -> [UInt8]? {
        guard length >= 0, let decompressor = libdeflate_alloc_decompressor() else { return nil }
        defer { libdeflate_free_decompressor(decompressor) }
        var result = LIBDEFLATE_BAD_DATA
        let bytes = [UInt8](unsafeUninitializedCapacity: max(1, length)) { buffer, count in
            // Without a place for the actual length, fewer bytes than `length` are an error too.
            result = libdeflate_gzip_decompress(
                decompressor, compressed, compressed.count, buffer.baseAddress, length, nil)
            count = result == LIBDEFLATE_SUCCESS ? length : 0
        }
        return result == LIBDEFLATE_SUCCESS ? bytes : nil
    }
}
