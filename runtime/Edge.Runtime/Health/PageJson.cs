using System.Text.Json.Serialization;
using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>How what only the page shows is written, and what it sends is read; the same rules as <see cref="EdgeJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(PageState))]
[JsonSerializable(typeof(StudyPage))]
[JsonSerializable(typeof(StudyStory))]
[JsonSerializable(typeof(PatientView))]
[JsonSerializable(typeof(ActionDone))]
[JsonSerializable(typeof(IReadOnlyList<ModelStatistics>))]
[JsonSerializable(typeof(ConnectionsView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(SystemView))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(SettingsEdit))]
[JsonSerializable(typeof(SettingsVersion))]
[JsonSerializable(typeof(SettingsRequest))]
[JsonSerializable(typeof(SettingsRestore))]
[JsonSerializable(typeof(SettingsProblems))]
internal sealed partial class PageJson : JsonSerializerContext;
