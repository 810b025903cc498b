using System.Text.Json;
using Microsoft.Playwright;

namespace Edge.EndToEnd.Tests;

/// <summary>How every view looks, in light and dark, from a phone to a display on a wall: a picture of each, and no violation of accessibility that axe-core calls serious.</summary>
[Collection(PageTests.Name)]
public sealed class PageLookTests(PageBench bench)
{
    private static readonly (string Name, int Width, int Height)[] Sizes = [("phone", 390, 844), ("laptop", 1440, 900), ("wall", 1920, 1080)];

    private static string Pictures => Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "page")).FullName;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EachView_InEachSize_IsAccessibleAndAsksNobodyElse(ColorScheme scheme)
    {
        await using IBrowserContext context = await bench.SignedInAsync("administrator", scheme);
        IPage page = await context.NewPageAsync();
        List<string> troubles = [];
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(bench.Address.ToString(), StringComparison.Ordinal))
            {
                troubles.Add($"asked {request.Url}");
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                troubles.Add($"{page.Url} said: {message.Text}");
            }
        };
        page.PageError += (_, error) => troubles.Add($"{page.Url} failed: {error}");
        foreach (PageView view in PageView.All(bench))
        {
            await view.OpenAsync(page);
            foreach ((string name, int width, int height) in Sizes)
            {
                await page.SetViewportSizeAsync(width, height);
                await page.ScreenshotAsync(new PageScreenshotOptions
                {
                    Path = Path.Combine(Pictures, $"{view.Name}-{name}-{scheme}.png".ToLowerInvariant()),
                    FullPage = name != "wall",
                    Animations = ScreenshotAnimations.Disabled,
                });
                if (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"))
                {
                    troubles.Add($"{view.Name} is wider than a {name}");
                }
            }

            troubles.AddRange((await ViolationsAsync(page)).Select(violation => $"{view.Name}: {violation}"));
        }

        Assert.Equal([], troubles.Distinct());
    }

    [Fact]
    public async Task SignIn_IsAccessible()
    {
        await using IBrowserContext context = await bench.FreshAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).WaitForAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "signin-laptop-light.png") });
        Assert.Equal([], await ViolationsAsync(page));
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page)
    {
        if (await page.EvaluateAsync<bool>("() => typeof axe === 'undefined'"))
        {
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "node_modules", "axe-core", "axe.min.js")));
        }

        string found = await page.EvaluateAsync<string>(
            """
            async () => {
              const { violations } = await axe.run(document, { resultTypes: ["violations"] });
              return JSON.stringify(violations.filter((one) => one.impact === "serious" || one.impact === "critical")
                .map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`));
            }
            """);
        return JsonSerializer.Deserialize<string[]>(found)!;
    }
}
