using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>Reads PEM files (RFC 7468).</summary>
internal static class PemFile
{
    /// <summary>Largest file that is read; a bundle of a hundred authorities has about 200 KiB.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Every certificate of a file, at least one.</summary>
    /// <exception cref="TlsFileException">The file cannot be read, or holds no certificate.</exception>
    public static X509Certificate2Collection ReadCertificates(string path)
    {
        string text = ReadText(path);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException broken)
        {
            throw new TlsFileException($"{path} holds a certificate that cannot be read: {broken.Message} Write PEM.", broken);
        }

        return certificates.Count > 0
            ? certificates
            : throw new TlsFileException($"{path} holds no certificate. Write PEM, with lines BEGIN CERTIFICATE and END CERTIFICATE.");
    }

    /// <summary>The first certificate of a file together with its private key.</summary>
    /// <exception cref="TlsFileException">A file cannot be read, is no PEM, or the two do not belong together.</exception>
    public static X509Certificate2 ReadWithKey(string certificatePath, string keyPath)
    {
        string certificate = ReadText(certificatePath);
        string key = ReadText(keyPath);
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new TlsFileException(
                $"{keyPath} is not the unencrypted private key, in PEM, of the first certificate in {certificatePath}: {broken.Message}", broken);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? File.ReadAllText(path)
                : throw new TlsFileException($"{path} is larger than {MaxBytes} bytes, so that it is no PEM file of certificates.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TlsFileException($"{path} cannot be read: {failed.Message} Check the path, and that the service's user may read it.", failed);
        }
    }
}
