using System.Security.Cryptography;

namespace Edge.Releases.Libcrypto;

/// <summary>Ed25519 verification by OpenSSL 3 (EVP_DigestVerify(3), EVP_PKEY_ED25519(7)).</summary>
internal static class Ed25519
{
    /// <summary>Whether the signature is the key's over the data.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="data">Any length.</param>
    /// <param name="signature">64 bytes.</param>
    /// <exception cref="CryptographicException">libcrypto failed, for want of memory for example.</exception>
    public static unsafe bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        nint publicKey;
        fixed (byte* bytes = key)
        {
            publicKey = Evp.NewRawPublicKey(Evp.Ed25519, 0, bytes, (nuint)key.Length);
        }

        if (publicKey == 0)
        {
            return false;
        }

        nint context = Evp.NewContext();
        try
        {
            if (context == 0 || Evp.DigestVerifyInit(context, 0, 0, 0, publicKey) != 1)
            {
                throw new CryptographicException("libcrypto cannot verify Ed25519.");
            }

            fixed (byte* message = data, mark = signature)
            {
                return Evp.DigestVerify(context, mark, (nuint)signature.Length, message, (nuint)data.Length) == 1;
            }
        }
        finally
        {
            Evp.FreeContext(context);
            Evp.FreeKey(publicKey);
        }
    }
}
