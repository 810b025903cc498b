using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;
using Edge.Releases.Keys;

namespace Edge.Releases.ModelSigning;

/// <summary>What a model signature says: an in-toto statement v1 with the predicate of OpenSSF Model Signing v1.0.</summary>
/// <param name="Name">Name of the model: the last part of its folder's path when it was signed.</param>
/// <param name="RootSha256">SHA-256 over the SHA-256 of every file, in the order listed; hexadecimal.</param>
/// <param name="Resources">Its files.</param>
internal sealed record ModelStatement(string Name, string RootSha256, IReadOnlyList<ModelResource> Resources)
{
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PredicateType = "https://model_signing/signature/v1.0";
    private const string Algorithm = "sha256";
    private const int Sha256SizeBytes = 32;

    /// <summary>Describes files; their order is kept.</summary>
    public static ModelStatement Of(string name, IReadOnlyList<ModelResource> resources) => new(name, RootOf(resources), resources);

    /// <summary>Reads a payload whose signature has been verified.</summary>
    /// <exception cref="TrustException">It is malformed, of another kind, or its root digest is not that of its files.</exception>
    public static ModelStatement Read(byte[] payload)
    {
        JsonFields statement = StrictJson.ReadObject(payload, "The signed statement");
        Require(statement.Text("_type"), StatementType, "statement");
        Require(statement.Text("predicateType"), PredicateType, "predicate");
        JsonFields predicate = statement.Object("predicate");
        JsonFields serialization = predicate.Object("serialization");
        Require(serialization.Text("method"), "files", "method");
        Require(serialization.Text("hash_type"), Algorithm, "hash_type");
        if (serialization.Flag("allow_symlinks"))
        {
            throw new TrustException(TrustFailure.Malformed, "The signed statement allows symbolic links; a release may hold none.");
        }

        ModelResource[] resources = [.. predicate.Objects("resources", ModelFiles.CountMax).Select(ReadResource)];
        if (resources.DistinctBy(resource => resource.Name).Count() != resources.Length)
        {
            throw new TrustException(TrustFailure.Malformed, "The signed statement names a file twice.");
        }

        IReadOnlyList<JsonFields> subjects = statement.Objects("subject", 1);
        if (subjects.Count != 1)
        {
            throw new TrustException(TrustFailure.Malformed, "The signed statement is about no model.");
        }

        string root = ReadHash(subjects[0].Object("digest").Text(Algorithm), "The subject");
        string actual = RootOf(resources);
        return root == actual
            ? new ModelStatement(subjects[0].Text("name"), root, resources)
            : throw new TrustException(TrustFailure.Mismatch, $"The signed statement has the root digest {root}; its files give {actual}.");
    }

    /// <summary>The payload.</summary>
    /// <param name="ignored">Paths that were left out, for verifiers of others.</param>
    public byte[] Write(IEnumerable<string> ignored) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["_type"] = StatementType,
        ["subject"] = new JsonArray(new JsonObject { ["name"] = Name, ["digest"] = new JsonObject { [Algorithm] = RootSha256 } }),
        ["predicateType"] = PredicateType,
        ["predicate"] = new JsonObject
        {
            ["serialization"] = new JsonObject
            {
                ["method"] = "files",
                ["hash_type"] = Algorithm,
                ["allow_symlinks"] = false,
                ["ignore_paths"] = new JsonArray([.. ignored.Select(path => JsonValue.Create(path))]),
            },
            ["resources"] = new JsonArray([.. Resources.Select(resource => new JsonObject
            {
                ["name"] = resource.Name,
                ["algorithm"] = Algorithm,
                ["digest"] = resource.Sha256,
            })]),
        },
    });

    private static ModelResource ReadResource(JsonFields resource)
    {
        Require(resource.Text("algorithm"), Algorithm, "algorithm");
        string name = resource.Text("name");
        return name == ModelFiles.Itself || ModelFiles.IsSafe(name)
            ? new ModelResource(name, ReadHash(resource.Text("digest"), name))
            : throw new TrustException(TrustFailure.Malformed, $"The signed statement names a file '{name}', which might lead out of the model's folder.");
    }

    private static string ReadHash(string text, string what) => Hexadecimal.Read(text) is { Length: Sha256SizeBytes } hash
        ? Convert.ToHexStringLower(hash)
        : throw new TrustException(TrustFailure.Malformed, $"{what} has no SHA-256 in the signed statement.");

    private static string RootOf(IEnumerable<ModelResource> resources) =>
        Convert.ToHexStringLower(SHA256.HashData([.. resources.SelectMany(resource => Convert.FromHexString(resource.Sha256))]));

    private static void Require(string value, string wanted, string what)
    {
        if (value != wanted)
        {
            throw new TrustException(TrustFailure.Malformed, $"The signed statement has the {what} '{value}'; this program verifies {wanted}.");
        }
    }
}
