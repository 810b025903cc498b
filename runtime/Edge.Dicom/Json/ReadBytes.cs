namespace Edge.Dicom;

/// <summary>Hands over the next bytes of a value, little-endian.</summary>
/// <param name="destination">Room for at least 8 bytes.</param>
/// <returns>How many were written; 0 at the end.</returns>
internal delegate int ReadBytes(Span<byte> destination);
