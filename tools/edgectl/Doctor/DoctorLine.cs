using System.Text.Json.Serialization;

namespace Edge.Ctl.Doctor;

/// <summary>What the doctor found out about one thing.</summary>
/// <param name="Area">What was looked at.</param>
/// <param name="Verdict"><c>ok</c>, <c>warn</c>: it works, but someone should look; <c>fail</c>: it does not.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do; null where it is well.</param>
internal sealed record DoctorLine(string Area, string Verdict, string Found, string? Advice)
{
    /// <summary>It is well.</summary>
    public static DoctorLine Ok(string area, string found) => new(area, "ok", found, null);

    /// <summary>It works, but someone should look.</summary>
    public static DoctorLine Warn(string area, string found, string advice) => new(area, "warn", found, advice);

    /// <summary>It does not work.</summary>
    public static DoctorLine Fail(string area, string found, string advice) => new(area, "fail", found, advice);
}

/// <summary>Writes them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<DoctorLine>))]
internal sealed partial class DoctorJson : JsonSerializerContext;
