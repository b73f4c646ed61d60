package simulator

import "strings"

// closedWorkspace is the one workspace that is no longer active.
const closedWorkspace = "Headcount 2023 (closed)"

// departments of the made-up company.
var departments = []string{"Finance", "Sales", "Supply", "People", "Marketing", "IT", "Corporate"}

// workspaceNames are what companies call their workspaces, traps included: commas, quotes, brackets,
// an ampersand, accents, names that are the start of another, a hyphen that is a dash.
func workspaceNames() []string {
	return []string{
		"Finance", "Sales Planning", "Workforce", "Supply Chain, EMEA", "Supply Chain, APAC", "Group Consolidation",
		"Marketing Spend", "Demand Planning", closedWorkspace, "Finance EU", "Territory & Quota", "Capex",
		"IT Project Portfolio", "Trésorerie", "Sales Forecasting (AMER)", "Integrated Business Planning", "Commissions",
		"Long-Range Plan 2030", "Vertrieb DACH", "Procurement", "Product Profitability", "M&A – Project \"Falcon\"",
		"Store Operations", "Headcount & Compensation", "Trade Promotions", "Inventory", "Cost Allocation", "ESG Reporting",
		"Sandbox", "Development", "Test", "Production", "Training", "Centre of Excellence", "Tax Provisioning",
		"Real Estate", "Clinical Trials", "Logistics, Nordics", "Customer Success", "Pricing",
	}
}

// departmentsOf says who works in a workspace: by words of its name, else one department by position.
func departmentsOf(at int, name string) []string {
	var found []string
	for _, rule := range []struct{ department, words string }{
		{"Finance", "finance,consolidation,capex,trésorerie,cost,tax,long-range,profitability,esg"},
		{"Sales", "sales,territory,commissions,vertrieb,customer,pricing,trade"},
		{"Supply", "supply,demand,inventory,logistics,procurement,integrated"},
		{"People", "workforce,headcount,training"},
		{"Marketing", "marketing,trade,store"},
		{"IT", "it project,sandbox,development,test,production,centre"},
		{"Corporate", "m&a,real estate,consolidation,esg,long-range,integrated"},
	} {
		for word := range strings.SplitSeq(rule.words, ",") {
			if strings.Contains(strings.ToLower(name), word) {
				found = append(found, rule.department)
				break
			}
		}
	}
	if len(found) == 0 {
		return departments[at%len(departments) : at%len(departments)+1]
	}
	return found
}
