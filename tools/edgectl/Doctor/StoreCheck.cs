using System.Text.Json;
using Edge.Contracts;

namespace Edge.Ctl.Doctor;

/// <summary>Is there a model for each route, with a release that can be read?</summary>
internal static class StoreCheck
{
    private const long PointerBytesMax = 64 * 1024;

    /// <summary>Looks.</summary>
    public static IEnumerable<DoctorLine> Look(DeviceConfig config)
    {
        if (!Directory.Exists(config.Models.Directory))
        {
            yield return DoctorLine.Fail("model store", $"{config.Models.Directory} does not exist.", "Make it before the service starts: inference is confined to what is there then.");
            yield break;
        }

        foreach (string model in config.Routes.Select(route => route.Model).Distinct(StringComparer.Ordinal))
        {
            yield return Look(config.Models.Directory, model);
        }

        if (config.Routes.Count == 0)
        {
            yield return DoctorLine.Warn("routes", "There are none: nothing will run.", "Write routes; see docs/configuration.md.");
        }
    }

    private static DoctorLine Look(string store, string model)
    {
        string area = $"model {model}";
        try
        {
            ModelPointer? pointer = JsonSerializer.Deserialize(BoundedFile.Require(Path.Combine(store, model, ModelPointer.FileName), PointerBytesMax), EdgeJson.Default.ModelPointer);
            string release = Path.Combine(store, model, pointer!.Active);
            using FileStream manifest = File.OpenRead(Path.Combine(release, ModelManifest.FileName));
            return DoctorLine.Ok(area, $"{release}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return DoctorLine.Fail(area, unreadable.Message, "Install the model (docs/operation.md), readable for the service, or correct the route. Studies that need it wait until then.");
        }
    }
}
