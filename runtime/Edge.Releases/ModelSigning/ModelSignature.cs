using Edge.Releases.Storage;

namespace Edge.Releases.ModelSigning;

/// <summary>
/// OpenSSF Model Signing v1.0: a Sigstore bundle over an in-toto statement that lists every file of a model. Verification is exact: a file too
/// many, a file too few, another content, a link or a pipe is refused, each with its name.
/// </summary>
public static class ModelSignature
{
    /// <summary>Name of the signature in a release.</summary>
    public const string FileName = "model.sig";

    private const int NamesShownMax = 20;

    /// <summary>Reads what a signature says and who made it, without looking at the model's files.</summary>
    /// <exception cref="TrustException">It is malformed, or its signer is not trusted.</exception>
    public static SignedModel Read(ReadOnlyMemory<byte> signature, SignerTrust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);

        // 1. Who may have signed. 2. The signature over type and payload. 3. Only then what the payload says.
        SigstoreBundle bundle = SigstoreBundle.Read(signature);
        (var key, string signer) = trust.KeyOf(bundle);
        DsseEnvelope envelope = bundle.Envelope;
        if (!key.Verify(DsseEnvelope.Encode(envelope.PayloadType, envelope.Payload), envelope.Signature))
        {
            throw new TrustException(TrustFailure.NotSigned, $"The signature is not that of {signer}.");
        }

        if (envelope.PayloadType != DsseEnvelope.InTotoType)
        {
            throw new TrustException(TrustFailure.Malformed, $"The signature is over a '{envelope.PayloadType}'; this program reads {DsseEnvelope.InTotoType}.");
        }

        ModelStatement statement = ModelStatement.Read(envelope.Payload);
        return new SignedModel(statement.Name, statement.RootSha256, statement.Resources, signer);
    }

    /// <summary>Reads what a signature claims. Nothing of it is verified.</summary>
    /// <exception cref="TrustException">It is malformed or cannot be read.</exception>
    public static SignedModel Inspect(string signatureFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(signatureFile);
        try
        {
            SigstoreBundle bundle = SigstoreBundle.Read(ReadBounded(signatureFile));
            ModelStatement statement = ModelStatement.Read(bundle.Envelope.Payload);
            string signer = bundle.Certificates.Count > 0 ? $"certificate {CertificateTrust.SubjectOf(bundle.Certificates[0])}" : $"key {bundle.KeyHint ?? "without a name"}";
            return new SignedModel(statement.Name, statement.RootSha256, statement.Resources, signer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.WrongFiles, $"The signature cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Verifies a model against its signature.</summary>
    /// <param name="model">The model's folder, or its only file.</param>
    /// <param name="signatureFile">The signature; where it lies in the folder it is not one of the model's files.</param>
    /// <param name="trust">Whose signature it must be.</param>
    /// <param name="ignored">Paths in the folder that may differ. What the signature itself would ignore does not count.</param>
    /// <exception cref="TrustException">It is not the model that was signed.</exception>
    public static SignedModel Verify(string model, string signatureFile, SignerTrust trust, IEnumerable<string> ignored)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(signatureFile);
        try
        {
            SignedModel signed = Read(ReadBounded(signatureFile), trust);
            RequireFiles(model, signed.Resources, Ignored(model, signatureFile, ignored));
            return signed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that is missing, or is none, is the release's fault; one that the disk does not give may be there the next time.
            TrustFailure failure = exception is FileNotFoundException or DirectoryNotFoundException or IrregularFileException ? TrustFailure.WrongFiles : TrustFailure.Store;
            throw new TrustException(failure, $"The model cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Signs every file of a model. On return the signature file is whole and durable.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="signatureFile">The signature to write.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="ignored">Paths in the folder that are left out.</param>
    /// <exception cref="TrustException">The folder holds links, pipes or too many files, or nothing.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static SignedModel Sign(string model, string signatureFile, ModelSigner signer, IEnumerable<string> ignored)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(signatureFile);
        ArgumentNullException.ThrowIfNull(signer);
        HashSet<string> left = Ignored(model, signatureFile, ignored);
        (IReadOnlyList<string> files, IReadOnlyList<string> strange) = ModelFiles.List(model, left);
        if (strange.Count > 0 || files.Count == 0 || files.FirstOrDefault(file => !ModelFiles.IsSafe(file)) is not null)
        {
            string[] names = [.. strange, .. files.Where(file => !ModelFiles.IsSafe(file))];
            throw new TrustException(TrustFailure.WrongFiles, names.Length == 0 ? $"'{model}' holds no file." : $"'{model}' cannot be signed with {Shown(names)} in it.");
        }

        ModelResource[] resources = [.. files.Select(file => new ModelResource(file, ModelFiles.Hash(Path.Combine(model, file))))];
        var statement = ModelStatement.Of(Path.GetFileName(Path.GetFullPath(model).TrimEnd('/')), resources);
        DurableFile.Replace(signatureFile, signer.Sign(statement.Write(left.Order(StringComparer.Ordinal))).Write());
        return new SignedModel(statement.Name, statement.RootSha256, statement.Resources, signer.Name);
    }

    private static void RequireFiles(string model, IReadOnlyList<ModelResource> resources, HashSet<string> ignored)
    {
        if (resources is [{ Name: ModelFiles.Itself } only])
        {
            if (ModelFiles.Hash(model) != only.Sha256)
            {
                throw new TrustException(TrustFailure.Mismatch, $"'{model}' is not the file that was signed.");
            }

            return;
        }

        (IReadOnlyList<string> files, IReadOnlyList<string> strange) = ModelFiles.List(model, ignored);
        Dictionary<string, string> expected = resources.ToDictionary(resource => resource.Name, resource => resource.Sha256);
        Refuse(strange, "is no regular file");
        Refuse([.. files.Where(file => !expected.ContainsKey(file))], "was not signed");
        Refuse([.. expected.Keys.Except(files).Order(StringComparer.Ordinal)], "is missing");
        Refuse([.. files.Where(file => ModelFiles.Hash(Path.Combine(model, file)) != expected[file])], "is not the one that was signed", TrustFailure.Mismatch);
    }

    private static void Refuse(IReadOnlyList<string> names, string why, TrustFailure failure = TrustFailure.WrongFiles)
    {
        if (names.Count > 0)
        {
            throw new TrustException(failure, $"{Shown(names)} {why}.");
        }
    }

    private static string Shown(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesShownMax)) + (names.Count > NamesShownMax ? $" and {names.Count - NamesShownMax} more" : "");

    private static HashSet<string> Ignored(string model, string signatureFile, IEnumerable<string> ignored)
    {
        HashSet<string> all = [.. ignored.Select(path => path.TrimEnd('/'))];
        string relative = Path.GetRelativePath(model, signatureFile);
        if (!relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative))
        {
            all.Add(relative);
        }

        return all;
    }

    private static byte[] ReadBounded(string path)
    {
        using FileStream file = RegularFile.Open(path);
        if (file.Length > SigstoreBundle.SizeMaxBytes)
        {
            throw new TrustException(TrustFailure.TooLarge, $"'{path}' has more than {SigstoreBundle.SizeMaxBytes} bytes.");
        }

        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
