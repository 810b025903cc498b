using System.Security.Cryptography;

namespace Edge.Releases.Keys;

/// <summary>A curve that is used here, with the hash that goes with it.</summary>
/// <param name="Name">Its name: P-256 or P-384.</param>
/// <param name="Scheme">TUF's name of the signature scheme.</param>
/// <param name="Hash">Hash of the data.</param>
/// <param name="FieldSizeBytes">Length of a coordinate.</param>
/// <param name="Curve">The curve for .NET.</param>
public sealed record EcdsaCurve(string Name, string Scheme, HashAlgorithmName Hash, int FieldSizeBytes, ECCurve Curve)
{
    /// <summary>P-256 with SHA-256.</summary>
    public static EcdsaCurve P256 { get; } = new("P-256", "ecdsa-sha2-nistp256", HashAlgorithmName.SHA256, 32, ECCurve.NamedCurves.nistP256);

    /// <summary>P-384 with SHA-384.</summary>
    public static EcdsaCurve P384 { get; } = new("P-384", "ecdsa-sha2-nistp384", HashAlgorithmName.SHA384, 48, ECCurve.NamedCurves.nistP384);

    /// <summary>The curve that a key says it is on; null when it is none of these, or not named.</summary>
    internal static EcdsaCurve? Find(ECCurve curve)
    {
        string? oid = curve.IsNamed ? curve.Oid.Value : null;
        return oid == P256.Curve.Oid.Value ? P256 : oid == P384.Curve.Oid.Value ? P384 : null;
    }
}
